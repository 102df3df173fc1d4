"""The checks that come up while rows are read, in `datasets.figures_file` and `datasets.actions.intake`."""

from core.problems import Code
from datasets.quality.registry import Severity, declare

READING = {
    Code.MISSING_COLUMN: "Tệp có đủ cột ngày, khung giờ, mã địa bàn và ít nhất một chỉ tiêu.",
    Code.UNKNOWN_COLUMN: "Mọi cột là chỉ tiêu của cổng.",
    Code.MISSING_VALUE: "Mỗi dòng có ngày, khung giờ và địa bàn.",
    Code.INVALID_DATE: "Ngày có thật, viết ngày trước tháng.",
    Code.DATE_OUT_OF_RANGE: "Ngày nằm trong lịch của cổng.",
    Code.FUTURE_DATE: "Ngày và khung giờ đã tới.",
    Code.UNKNOWN_SLOT: "Khung giờ là một kỳ công bố của tỉnh.",
    Code.UNKNOWN_AREA: "Mã địa bàn có vào ngày báo cáo.",
    Code.AREA_NAME_DIFFERS: "Tên địa bàn khớp với mã.",
    Code.NOT_YOUR_AREA: "Địa bàn do đơn vị phụ trách theo nhiệm vụ.",
    Code.NOT_YOUR_INDICATOR: "Chỉ tiêu do đơn vị phụ trách theo nhiệm vụ.",
    Code.COMPUTED_VALUE: "Số tổng do cổng tự tính thì không nhập.",
    Code.NOT_A_NUMBER: "Số là số nguyên.",
    Code.NEGATIVE_NUMBER: "Số không âm.",
    Code.NUMBER_TOO_LARGE: "Số không vượt mức tối đa của một khung giờ.",
    Code.DUPLICATE_ROW: "Mỗi địa bàn, ngày và khung giờ chỉ có một dòng.",
    Code.UNDER_REVIEW: "Báo cáo của khung giờ không đang chờ duyệt.",
    Code.ALREADY_APPROVED: "Báo cáo của khung giờ chưa được duyệt.",
    Code.IN_BACKLOG: "Khung giờ không nằm trong một đề nghị phân bổ số tồn bị trả lại hoặc đã rút lại.",
    Code.REASON_REQUIRED: "Thay số đã công bố thì có lý do.",
}

for _code, _title in READING.items():
    declare(_code, Severity.READING, _title)

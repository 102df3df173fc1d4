"""Which models of directives the log follows."""

from directives import models
from units.audited import PAGE_BOOKKEEPING
from units.traced import audited, exempt

audited(models.DirectivesPage, models.DirectivePage, quiet=(*PAGE_BOOKKEEPING, "number_key"))
audited(
    models.DirectivePart,
    models.DirectiveRelation,
    models.Original,
    models.DirectiveType,
    models.Issuer,
    quiet=("folded_name", "number_key"),
)
exempt(
    models.IntakeBatch,
    models.Intake,
    models.IntakeFile,
    because="hàng chờ đọc tệp; bản nháp và tệp gốc thành ra từ đó mới được ghi",
)
exempt(models.OriginalPage, because="đọc ra từ tệp gốc, đọc lại được")
exempt(models.ForceSpell, because="suy ra từ quan hệ giữa các văn bản đã công bố, tính lại được")
exempt(models.DirectiveSubject, because="suy ra từ lĩnh vực, đối tượng, địa bàn ghi ở văn bản, viết lại được")
exempt(models.DirectiveReading, because="kết quả máy đọc; việc xác nhận được ghi thành một bước của văn bản")
exempt(models.Provision, because="cắt ra từ các phần của văn bản đã công bố, tạo lại được")

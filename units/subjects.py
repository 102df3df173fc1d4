"""What duties are about, by the words of `duties.csv`, as screens say it."""

SUBJECTS = {
    "accounts": "Tài khoản, đầu mối",
    "boundaries": "Ranh giới trên bản đồ",
    "communication": "Truyền thông, phổ biến",
    "directives": "Văn bản chỉ đạo",
    "feedback": "Phản ánh, kiến nghị",
    "figures": "Báo cáo số liệu",
    "guidance": "Hướng dẫn y tế",
    "history": "Số liệu các ngày trước",
    "homecoming": "Đăng ký về quê",
    "hotlines": "Đường dây nóng",
    "news": "Tin tức",
    "portal": "Vận hành cổng",
    "report": "Báo cáo",
    "services": "Dịch vụ",
    "zones": "Vùng, cấp độ dịch",
    "facilities:": "Điểm, cơ sở",
    "facilities:cach_ly": "Cơ sở cách ly",
    "facilities:chot_kiem_soat": "Chốt kiểm soát",
    "facilities:dieu_tri": "Cơ sở điều trị",
    "facilities:thiet_yeu": "Dịch vụ thiết yếu",
    "facilities:tiem_chung": "Điểm tiêm chủng",
    "facilities:xet_nghiem": "Điểm xét nghiệm",
}
"""{subject, or how several begin: on screen}; a new one shows its word until it is named here."""

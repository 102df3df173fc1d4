"""Names of places that are also said otherwise: without their level before them they are words."""

EVERYDAY = frozenset({
    "ban công", "bình minh", "công chính", "công thành", "dân lực", "dân quyền", "đại đồng", "đại thành", "đại lộc",
    "đồng lương", "đồng thịnh", "đồng tiến", "đông nam", "định công", "hà huy tập", "hồi xuân", "hợp lý", "hợp thành",
    "hợp tiến", "khuyến nông", "lê lợi", "lê mao", "đội cung", "minh tâm", "nam tiến", "nông trường", "phúc thịnh",
    "quang trung", "quảng trường", "quảng đại", "sao vàng", "tân dân", "tân tiến", "tân xuân", "tây hồ", "thành công",
    "thành tâm", "thăng long", "thắng lợi", "thiết kế", "thống nhất", "tiền phong", "tiến nông", "trung chính",
    "trung thành", "trung tiến", "trường sơn", "trường thi", "văn hiến", "yên tâm", "yên tĩnh", "yên lạc",
    "đào duy từ", "hồ vương", "kim liên", "tiến thành", "minh sơn", "nga my",
})  # fmt: skip
"""In full accents."""
EVERYDAY_UNACCENTED = frozenset({
    "ba thuoc", "do luong", "ha trung", "nam dan", "nghi loc", "nghi son", "nhu thanh", "nhu xuan", "nong cong",
    "quan hoa", "quan son", "tuong duong", "yen dinh",
})  # fmt: skip
"""Districts whose names without accents read as other words: "tương đương", "đo lường"."""
OTHER_PROVINCES = frozenset({
    "an giang", "bac giang", "bac kan", "bac lieu", "bac ninh", "ben tre", "binh dinh", "binh duong", "binh phuoc",
    "binh thuan", "ca mau", "can tho", "cao bang", "da nang", "dak lak", "dak nong", "dien bien", "dong nai",
    "dong thap", "gia lai", "ha giang", "ha nam", "ha noi", "ha tinh", "hai duong", "hai phong", "hau giang",
    "hoa binh", "hung yen", "khanh hoa", "kien giang", "kon tum", "lai chau", "lam dong", "lang son", "lao cai",
    "long an", "nam dinh", "nghe an", "ninh binh", "ninh thuan", "phu tho", "phu yen", "quang binh", "quang nam",
    "quang ngai", "quang ninh", "quang tri", "soc trang", "son la", "tay ninh", "thai binh", "thai nguyen",
    "thanh hoa", "thua thien hue", "hue", "tien giang", "tra vinh", "tuyen quang", "vinh long", "vinh phuc",
    "vung tau", "yen bai",
})  # fmt: skip
"""Folded; communes bear the names of some."""

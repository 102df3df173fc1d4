"""What people type and where it leads: numbers, articles, telephone numbers; and what stays words all the same."""

import datetime as dt

import pytest

from search.find import find
from search.query import Query
from tests.search.factories import DAY, article, directive, entry

DECISION = "/van-ban/3691-qd-ubnd/"
WORDS = [
    "2 mũi", "2 mui vac xin", "16 ngày", "16 ngay cach ly", "21 ngày cách ly", "F1", "f0 tại nhà", "5K", "5k là gì",
    "covid 19", "Covid-19", "covid19", "115", "24/7", "24/24", "tháng 10", "10/2021", "ngày 16", "8/10/2021",
    "năm 2021", "ngày 8 tháng 10 năm 2021", "16 ca", "có 16 ca không", "16 ca mắc mới", "lớp 16", "16 tuổi", "16h",
    "16 giờ", "quốc lộ 16", "khối 16", "16 xã", "16 thị xã", "16 tỉnh", "16 huyện", "16 người dân", "16 nhân dân",
    "16 công", "16 y tế", "số 16 nguyễn huệ", "bệnh viện số 16", "mũi 16", "16 triệu", "16.000 đồng", "16 là gì",
    "có 16 không", "điều 7", "khoản 2 điều 7", "1 2 3", "16-18 tuổi", "spo2 95", "n95", "SARS-CoV-2", "3 tại chỗ",
    "16 bộ", '"3691"', "2021 là gì", "chỉ thị", "999", "3691/BC-BYT", "chỉ thị 3691",
]  # fmt: skip
TYPED = {
    DECISION: [
        "3691", "03691", "3.691", "3 691", "3,691", "số 3691", "so 3691", "SO  3691 ", "３６９１", "3691/QĐ-UBND",
        "3691/QĐ–UBND", "3691∕QĐ-UBND", "3691/qđ-ubnd", "3691/qd", "3691-QD-UBND", "3691 qd ubnd", "3691 QĐ UBND",
        "3691qdubnd", "qd3691ubnd", "qđ3691", "qđ 3691", "qd 3691", "QD:3691", "q.đ 3691", "Q.Đ. 3691", "q.d 3691",
        "quyết định 3691", "quyet dinh 3691", "quyêt đinh 3691", "quyetdinh3691", "quyết định số 3.691",
        "xem quyết định 3691", "tìm quyết định 3691", "nội dung quyết định 3691", "toàn văn 3691/QĐ-UBND",
        "quyết định 3691 là gì", "quyet dinh 3691 con hieu luc khong", "3691 còn hiệu lực không", "file pdf 3691",
        "3691 là gì", "văn bản 3691", "vb 3691", "Quyết định số 3691/QĐ-UBND của UBND tỉnh", "3691 ubnd tỉnh",
        "3691/QĐ-UBND ngày 08/10/2021", "3691/QĐ-UBND ngày 8 tháng 10 năm 2021", "quyết định 3691 ngày 8/10",
        "qd 3691 ngay 8 thang 10", "3691 năm 2021", "3691/2021/QĐ-UBND", "quyết định 3691 ngày 8-10-2021",
        "quyết định 3691 về quy chế cung cấp thông tin",
    ],
    "/van-ban/16-ct-ttg/": [
        "16/CT-TTg", "16 ct ttg", "16 cttg", "16cttg", "16/ctttg", "ct16", "ct 16", "CT-16", "chỉ thị 16",
        "chi thi 16", "chithi16", "chỉ thị số 16", "chỉ thị 16 là gì", "chi thi 16 con hieu luc khong", "c.t 16",
        "1 6/CT-TTg", "chỉ thị 16 của thủ tướng", "16/CT-TTg ngày 31/3/2020", "chỉ thị 16 năm 2020",
        "chỉ thị 16 giãn cách xã hội",
    ],
    "/van-ban/128-nq-cp/": [
        "128/NQ-CP ngày 11 tháng 10 năm 2021", "nghị quyết 128", "nq 128", "nq128", "128 nqcp", "128/nq-cp",
        "n.q 128", "nghị quyết số 128/NQ-CP của Chính phủ", "nghi quyet 128 chinh phu",
    ],
    "/van-ban/6289-byt-dp/": ["cv 6289 byt", "6289/BYT-DP", "công văn 6289", "cong van 6289 cua bo y te", "c.v 6289"],
    "/van-ban/4411-2021-tt-byt/": ["4411/2021/TT-BYT", "thông tư 4411", "tt 4411/2021", "4411 ttbyt"],
    f"{DECISION}#kem-theo-1-dieu-7": [
        "điều 7 3691", "dieu 7 3691", "điều7 qđ3691", "3691 điều 7", "đ.7 qđ 3691", "d7 3691", "Đ7 3691",
        "điều 7 quyết định 3691 là gì", "điều 7 của quyết định 3691 nói gì", "điều 7 3 691", "điểm a điều 7 3691",
    ],
    f"{DECISION}#kem-theo-1-dieu-7-khoan-2": [
        "khoản 2 điều 7 3691", "khoan 2 dieu 7 qd 3691", "Khoản 2 Điều 7 Quyết định số 3691/QĐ-UBND", "k2 đ7 3691",
        "điểm b khoản 2, điều 7, 3691", "3691 điều 7 khoản 2", "k.2 đ.7 q.đ 3691",
    ],
    "/hotline/cdc/": [
        "0238 000 0003", "02380000003", "0238.000.0003", "(0238) 000-0003", "0238-000-0003", "+84 238 000 0003",
        "+84238000 0003", "84 238 000 0003", "0084 238 000 0003", "+84 (0)238.000.0003", "gọi 0238 000 0003",
        "số điện thoại 0238 0000003 là của ai", "0238 000 0003 có gọi ban đêm được không", "sđt: 0238.000.0003",
        "0238 000 0005",
    ],
    "/hotline/cap-cuu/": ["1900 9095", "19009095", "gọi 1900.9095"],
    "/hotline/truc-ban/": ["1022", "gọi 1022", "số điện thoại 1022", "hotline 1022", "đường dây nóng 1022"],
}  # fmt: skip
LISTED = {
    "8": ["/van-ban/08-ct-ubnd/", "/van-ban/8-kh-ubnd/"],
    "số 08": ["/van-ban/08-ct-ubnd/", "/van-ban/8-kh-ubnd/"],
    "8 ubnd": ["/van-ban/08-ct-ubnd/", "/van-ban/8-kh-ubnd/"],
    "8/ct": ["/van-ban/08-ct-ubnd/"],
    "kế hoạch 8": ["/van-ban/8-kh-ubnd/"],
    "kh08": ["/van-ban/8-kh-ubnd/"],
}


@pytest.fixture
def held(shelf, shelves):
    shelf.hold(
        directive(
            "3691/QĐ-UBND",
            "Quy chế cung cấp thông tin về dịch",
            article(1, "Ban hành kèm theo Quyết định này."),
            article(7, "1. Sở Y tế cập nhật.\n2. Trung tâm Kiểm soát bệnh tật xác minh.", "Sở Y tế", attached=1),
            date=DAY,
        ),
        directive(
            "16/CT-TTg",
            "Về giãn cách xã hội",
            date=dt.date(2020, 3, 31),
            type="Chỉ thị",
            issuer="Thủ tướng Chính phủ",
        ),
        directive(
            "128/NQ-CP", "Thích ứng an toàn", date=dt.date(2021, 10, 11), type="Nghị quyết", issuer="Chính phủ"
        ),
        directive("6289/BYT-DP", "Rà soát người về từ vùng dịch", type="Công văn", issuer="Bộ Y tế"),
        directive("4411/2021/TT-BYT", "Chế độ báo cáo", type="Thông tư", issuer="Bộ Y tế"),
        directive("08/CT-UBND", "Về việc cưới", type="Chỉ thị", date=dt.date(2021, 9, 2)),
        directive("8/KH-UBND", "Kế hoạch tiêm chủng", type="Kế hoạch", date=dt.date(2021, 9, 1)),
        directive("16/CV-UBND", "Chưa ban hành", type="Công văn", shown_from=dt.date(2022, 1, 1)),
    )
    shelves["hotline"].hold(
        entry("hotline", "CDC", number="0238 000 0003; 0238.000.0005"),
        entry("hotline", "Cấp cứu", number="1900 9095"),
        entry("hotline", "Trực ban", number="1022"),
    )


def ask(text: str):
    return find(Query(text, DAY))


def first(text: str) -> str:
    """Where the first hit leads: the article asked for, else the page."""
    found = ask(text)
    hit = found.hits[0]
    return hit.articles[0].url if found.intent == "article" else hit.url


@pytest.mark.parametrize(("text", "address"), [(text, address) for address, texts in TYPED.items() for text in texts])
def test_what_is_typed_leads_straight_there(held, text, address):
    found = ask(text)
    assert (found.total, first(text)) == (1, address)
    assert (found.intent == "words") == address.startswith("/hotline/")


@pytest.mark.parametrize(("text", "addresses"), LISTED.items())
def test_several_that_fit_are_a_short_list(held, text, addresses):
    assert [hit.url for hit in ask(text).hits] == addresses


@pytest.mark.parametrize("text", WORDS)
def test_what_only_looks_like_a_number_stays_words(held, text):
    assert ask(text).intent == "words"


def test_a_clause_that_is_not_there_leads_to_its_article(held):
    assert first("khoản 9 điều 7 3691") == f"{DECISION}#kem-theo-1-dieu-7"
    assert first("khoản 2 điều 99 3691") == DECISION


def test_a_number_that_no_hotline_has_is_sought_in_the_texts(held, shelves):
    shelves["guidance"].hold(entry("guidance", "Khi bị sốt", "Gọi 0238 384 2040 ngay."))
    assert [hit.title for hit in ask("gọi +84 238 3842040").hits] == ["Khi bị sốt"]

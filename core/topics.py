"""What guidance and directives are about, and whom they concern: one list of words for every room."""

from typing import Literal

from django.db import models


class Topic(models.TextChoices):
    SICK = "mac_benh", "Mắc bệnh, tiếp xúc gần"
    ISOLATION = "cach_ly", "Cách ly y tế"
    DISTANCING = "gian_cach", "Giãn cách, phong tỏa"
    DECLARATION = "khai_bao", "Khai báo y tế"
    VACCINATION = "tiem_chung", "Tiêm chủng"
    TESTING = "xet_nghiem", "Xét nghiệm"
    TRAVEL = "di_lai", "Đi lại, về quê"
    CARE = "kham_benh", "Khám bệnh, chữa bệnh"
    SUPPORT = "ho_tro", "Chính sách hỗ trợ"
    CHILDREN = "tre_em", "Trẻ em, học sinh"
    TRADE = "san_xuat", "Sản xuất, kinh doanh"
    PREVENTION = "phong_benh", "Phòng bệnh"


class Audience(models.TextChoices):
    EVERYONE = "moi_nguoi", "Mọi người"
    PATIENTS = "f0", "Người mắc Covid-19 (F0)"
    CONTACTS = "f1", "Người tiếp xúc gần (F1)"
    RETURNING = "ve_tu_vung_dich", "Người về từ nơi có dịch"
    PARENTS = "cha_me", "Cha mẹ, người chăm sóc trẻ"
    WORKERS = "lao_dong", "Người lao động, doanh nghiệp"
    ELDERLY = "nguoi_cao_tuoi", "Người cao tuổi, có bệnh nền"


TopicName = Literal[
    "mac_benh",
    "cach_ly",
    "gian_cach",
    "khai_bao",
    "tiem_chung",
    "xet_nghiem",
    "di_lai",
    "kham_benh",
    "ho_tro",
    "tre_em",
    "san_xuat",
    "phong_benh",
]
AudienceName = Literal["moi_nguoi", "f0", "f1", "ve_tu_vung_dich", "cha_me", "lao_dong", "nguoi_cao_tuoi"]
"""Codes of the public API."""

"""A province that exists nowhere, written as data: its slots, disease, codes and bodies are like no other's."""

import json
from pathlib import Path

SLUG = "vung-mau"
TOML = """\
code = "99"
slug = "vung-mau"
name = "tỉnh Vùng Mẫu"
short_name = "Vùng Mẫu"
owner = "Ủy ban nhân dân tỉnh Vùng Mẫu"
portal_title = "Cổng thông tin dịch sởi"
domain = "dich.vungmau.example"
disease = "Sởi"
season_start = 2021-10-01
slots = ["07:30", "12:00", "19:45"]
managed_by = "vp"
figures_by = ["tram-dich"]

[regulation]
number = "1/QĐ"
date = 2021-10-01
title = "Quy chế cổng thông tin"

[[sections]]
slug = "so-lieu"
title = "Số liệu"
article = "2"

[thresholds]
map_breaks = [1, 2]

[map]
indicator = "ca_soi"
"""
TABLES = {
    "areas.csv": """\
code,valid_from,valid_to,level,name,parent
99,2020-01-01,,province,Tỉnh Vùng Mẫu,
901,2020-01-01,2025-07-01,district,Huyện Đông Mẫu,99
902,2020-01-01,2025-07-01,district,Thị xã Tây Mẫu,99
9011,2020-01-01,2025-07-01,commune,Xã Một,901
9012,2020-01-01,2025-07-01,commune,Xã Hai,901
9021,2020-01-01,2025-07-01,commune,Phường Ba,902
9011,2025-07-01,,commune,Xã Đông,99
9021,2025-07-01,,commune,Phường Tây,99
""",
    "successions.csv": """\
code,valid_from,successor,successor_valid_from
9011,2020-01-01,9011,2025-07-01
9012,2020-01-01,9011,2025-07-01
9012,2020-01-01,9021,2025-07-01
9021,2020-01-01,9021,2025-07-01
""",
    "unit_kinds.csv": """\
kind,name,level
vp_tinh,Văn phòng,province
tram_dich,Trạm phòng dịch tỉnh,province
tt_huyen,Trung tâm y tế huyện,district
""",
    "units.csv": """\
abbreviation,name,short_name,kind,level,parent,area,head_office,reviewer,sample
vp,Văn phòng tỉnh Vùng Mẫu,Văn phòng,vp_tinh,province,,99,Chánh Văn phòng,,0
tram-dich,Trạm Phòng dịch tỉnh Vùng Mẫu,Trạm dịch,tram_dich,province,vp,99,Trạm trưởng,vp,0
tt-dong-mau,Trung tâm Y tế huyện Đông Mẫu,TTYT Đông Mẫu,tt_huyen,district,tram-dich,901,Giám đốc,tram-dich,0
tt-tay-mau,Trung tâm Y tế thị xã Tây Mẫu,TTYT Tây Mẫu,tt_huyen,district,tram-dich,902,Giám đốc,tram-dich,1
""",
    "indicators.csv": """\
code,name,short_name,kind,unit,definition
ca_soi,Ca sởi mới,Ca sởi,flow,ca,Ca sởi từ khung giờ trước.
nam_vien,Đang nằm viện,Nằm viện,stock,người,Số người đang nằm viện.
""",
    "duties.csv": """\
code,unit,unit_kind,article,action,subject,indicators,level,frequency,task,deadline
2-huyen,,tt_huyen,2.a,update,figures,ca_soi nam_vien,district,slot,Báo cáo ca sởi của huyện.,30
2-xa,,tt_huyen,2.b,update,figures,ca_soi nam_vien,commune,slot,Báo cáo ca sởi của từng xã.,
3-tram,tram-dich,,3,verify,figures,ca_soi nam_vien,district,slot,Rà soát số của các huyện.,
4-vp,vp,,4,watch,portal,,,day,Trông coi cổng.,16:00
""",
    "sources.csv": """\
indicator,level,mode,duty
ca_soi,province,sum,
ca_soi,district,own,2-huyen
ca_soi,commune,own,2-xa
nam_vien,province,sum,
nam_vien,district,own,2-huyen
nam_vien,commune,own,2-xa
""",
}
SQUARES = {"901": ("Huyện Đông Mẫu", 105.0), "902": ("Thị xã Tây Mẫu", 105.5)}


def write(folder: Path) -> Path:
    """Write the province's folder below `folder`."""
    province = folder / SLUG
    province.mkdir(parents=True)
    for name, content in {"province.toml": TOML, **TABLES}.items():
        (province / name).write_text(content, "utf-8")
    (province / "boundaries.geojson").write_text(json.dumps(boundaries()), "utf-8")
    return province


def replace(file: Path, old: str, new: str) -> None:
    """Change one place of a file, which must be there."""
    text = file.read_text("utf-8")
    assert text.count(old) >= 1, f"{old!r} is not in {file.name}"
    file.write_text(text.replace(old, new, 1), "utf-8")


def boundaries() -> dict:
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": name, "approximate": True},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, 19.0], [x + 0.5, 19.0], [x + 0.5, 19.5], [x, 19.5], [x, 19.0]]],
            },
        }
        for code, (name, x) in SQUARES.items()
    ]
    return {"type": "FeatureCollection", "features": features}

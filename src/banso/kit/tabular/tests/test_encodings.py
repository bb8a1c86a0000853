from pathlib import Path

import pytest

from banso.kit.errors import InputError
from banso.kit.tabular.encodings import checked_encoding, find_encoding

JAPANESE = "名前,業種\n株式会社ハルニレ,情報通信\n髙﨑商店①,小売（食品）\nあおぞら商会,サービス\n"


def _file(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp932", "cp932"),
    ],
)
def test_japanese_is_found_in_each_encoding(tmp_path: Path, codec: str, name: str) -> None:
    assert find_encoding(_file(tmp_path, JAPANESE.encode(codec))).name == name


@pytest.mark.parametrize(("codec", "name"), [("euc_jp", "euc_jp"), ("iso2022_jp", "iso2022_jp")])
def test_the_older_encodings_are_found(tmp_path: Path, codec: str, name: str) -> None:
    text = JAPANESE.replace("髙﨑商店①", "高崎商店")
    assert find_encoding(_file(tmp_path, text.encode(codec))).name == name


@pytest.mark.parametrize(
    "text",
    [
        "name,city\nSociété Générale,Paris\nété,Orléans\n",
        "name\nMüller & Söhne GmbH\nGroß\nÄÖÜ AG\n",
        "name\nCafé “Olé” – €5\nPeña\n",
        "name\nSmørrebrød ApS\nÅrhus\n",
    ],
)
def test_western_names_are_latin_1(tmp_path: Path, text: str) -> None:
    assert find_encoding(_file(tmp_path, text.encode("cp1252"))).name == "cp1252"


def test_half_width_kana_of_a_bank_are_cp932(tmp_path: Path) -> None:
    text = "ｶﾌﾞｼｷｶﾞｲｼﾔ ﾊﾙﾆﾚ,1200\nﾕ)ｱｵｿﾞﾗ,300\n"
    assert find_encoding(_file(tmp_path, text.encode("cp932"))).name == "cp932"


def test_one_japanese_cell_far_down_decides(tmp_path: Path) -> None:
    content = b"name,plan\n" + b"Example Inc.,pro\n" * 100_000 + "東京支店,プロ\n".encode("cp932")
    assert find_encoding(_file(tmp_path, content)).name == "cp932"


def test_utf_8_with_a_broken_byte_is_utf_8_and_said_to_be_damaged(tmp_path: Path) -> None:
    found = find_encoding(_file(tmp_path, JAPANESE.encode() * 3 + b"\x83broken\n"))
    assert (found.name, found.damaged, found.label) == ("utf-8", True, "UTF-8")


@pytest.mark.parametrize("name", ["Shift_JIS", "sjis", "Windows-31J", "CP932"])
def test_shift_jis_always_means_cp932(name: str) -> None:
    assert checked_encoding(name) == "cp932"


def test_an_encoding_that_is_not_read_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        checked_encoding("ebcdic")
    assert caught.value.wanted.startswith("utf-8, ")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("edinet/edinet_companies_with_houjin_cp932.csv", "cp932"),
        ("edinet/edinet_companies_with_houjin_utf8.csv", "utf-8"),
        ("jp_registry/31_tottori_test_20240329.csv", "utf-8"),
        ("maven_crm/accounts.csv", "utf-8"),
    ],
)
def test_files_that_others_wrote(path: str, name: str, shared_data: Path) -> None:
    assert find_encoding(shared_data / path).name == name


def test_a_real_list_of_companies_is_found_in_every_encoding(tmp_path: Path, shared_data: Path) -> None:
    text = (shared_data / "edinet/edinet_companies_with_houjin_utf8.csv").read_text(encoding="utf-8")
    for codec, name in (("utf-16", "utf-16"), ("utf-8-sig", "utf-8-sig"), ("euc_jp", "euc_jp")):
        content = text.encode(codec, "ignore")
        assert find_encoding(_file(tmp_path, content)).name == name

import pytest

from banso.domain.accounts.actions import update_account
from banso.domain.accounts.actions.merging import merge_accounts
from banso.domain.accounts.queries import accounts
from banso.engine.journal.models import JournalEntry
from banso.integrations.files.models import Verdict
from banso.integrations.files.queries import reports
from banso.integrations.files.report import rejected_rows
from banso.integrations.files.tests.factories import SATO, brought, counts

pytestmark = pytest.mark.usefixtures("workspace")
FILE = (
    "external_id,name,industry,employees,created_on\n"
    "A-1,株式会社ハルニレ,情報通信,1,2024-04-01\n"
    'A-2,あおぞら商会,小売,"1,200",2024/05/01\n'
)


def test_accounts_come_in_with_their_facts() -> None:
    run = brought("accounts", FILE)
    assert counts(run) == (2, 0, 0, 0)
    rows = accounts().order_by("external_id").values_list("name", "employees", "created_on")
    assert [(name, employees, str(day)) for name, employees, day in rows] == [
        ("株式会社ハルニレ", 1, "2024-04-01"),
        ("あおぞら商会", 1200, "2024-05-01"),
    ]
    entry = JournalEntry.objects.filter(source=run.source).first()
    assert entry is not None
    assert (entry.actor_kind, entry.actor_id, entry.actor_label) == (
        "import",
        str(run.pk),
        "file.csv (佐藤 健)",
    )


def test_the_same_file_again_changes_nothing() -> None:
    brought("accounts", FILE)
    before = JournalEntry.objects.count()
    assert counts(brought("accounts", FILE)) == (0, 0, 2, 0)
    assert JournalEntry.objects.count() == before


def test_a_changed_file_records_exactly_the_changes() -> None:
    brought("accounts", FILE)
    run = brought("accounts", FILE.replace("小売", "卸売"))
    assert counts(run) == (0, 1, 1, 0)
    assert JournalEntry.objects.filter(source=run.source).count() == 1


def test_checking_counts_and_writes_nothing() -> None:
    run = brought("accounts", FILE, dry=True)
    assert (counts(run), run.state, accounts().count(), JournalEntry.objects.count()) == (
        (2, 0, 0, 0), "checked", 0, 0,
    )  # fmt: skip


def test_each_bad_cell_is_told_with_what_came_and_what_is_wanted() -> None:
    run = brought(
        "accounts",
        "external_id,name,employees,created_on\nA-1,,ten,2024-02-30\nA-2,よい,5,2024-01-01\nA-2,別の名前,5,2024-01-01\n",
    )
    assert counts(run) == (1, 0, 0, 3 - 1)
    told = [(row["row"], row["field"], row["came"]) for row in rejected_rows(run)]
    assert told == [
        (2, "name", ""), (2, "employees", "ten"), (2, "created_on", "2024-02-30"), (4, "external_id", "A-2"),
    ]  # fmt: skip


def test_a_row_that_comes_twice_word_for_word_is_the_same() -> None:
    assert counts(brought("accounts", FILE + FILE.splitlines()[1] + "\n")) == (2, 0, 1, 0)


def test_parents_may_stand_below_their_children() -> None:
    text = "id,name,parent_id\nC,孫,B\nB,子,A\nA,親,\nX,迷子,nobody\n"
    run = brought("accounts", text)
    assert counts(run) == (3, 0, 0, 1)
    assert accounts().get(external_id="C").parent == accounts().get(external_id="B")
    assert counts(brought("accounts", text)) == (0, 0, 3, 1)


def test_without_an_id_the_name_is_one() -> None:
    text = "name,industry\nAcme,medical\n"
    brought("accounts", text)
    assert counts(brought("accounts", text)) == (0, 0, 1, 0)
    assert accounts().get().external_id == "Acme"


def test_t22_a_column_that_is_no_accounts_column_cannot_be_mapped() -> None:
    from banso.kit.errors import InputError  # noqa: PLC0415 - read where it is used

    for name in ("workspace_id", "id", "created_at", "health", "version", "search"):
        with pytest.raises(InputError) as caught:
            brought("accounts", "name,x\nA,1\n", mapping={"x": name})
        assert caught.value.came == name


def test_an_unknown_custom_field_rejects_its_rows() -> None:
    run = brought("accounts", "name,custom.nope\nA,1\n")
    assert [(row["field"], row["came"]) for row in rejected_rows(run)] == [("custom.nope", "nope")]


def test_what_is_undone_is_gone_and_what_it_changed_is_as_before() -> None:
    from banso.integrations.files.actions import undo  # noqa: PLC0415

    brought("accounts", FILE)
    run = brought("accounts", "external_id,name,industry\nA-1,株式会社ハルニレ,金融\nA-3,新しい会社,製造\n")
    undo(run, by=SATO)
    assert run.state == "undone"
    assert list(accounts().order_by("external_id").values_list("external_id", "industry")) == [
        ("A-1", "情報通信"), ("A-2", "小売"),
    ]  # fmt: skip
    assert counts(brought("accounts", FILE)) == (0, 0, 2, 0)


def test_an_account_that_was_edited_since_stays_and_is_named() -> None:
    from banso.integrations.files.actions import undo  # noqa: PLC0415
    from banso.integrations.files.models import Verdict  # noqa: PLC0415
    from banso.integrations.files.queries import reports  # noqa: PLC0415
    from banso.integrations.files.undoing import standing  # noqa: PLC0415

    run = brought("accounts", FILE)
    update_account(accounts().get(external_id="A-1").pk, {"plan": "Pro"}, by=SATO)
    assert [(each.label, each.why) for each in standing(run)] == [
        ("株式会社ハルニレ", "It was changed after the import.")
    ]
    undo(run, by=SATO)
    assert list(accounts().values_list("external_id", "plan")) == [("A-1", "Pro")]
    assert [row.cells for row in reports(run, Verdict.KEPT)] == [["株式会社ハルニレ"]]


def test_a_dry_run_knows_the_accounts_that_an_earlier_batch_would_make() -> None:
    names = [f"id-{number},Account {number}," for number in range(1_100)]
    children = ["child,Child,id-0", "grandchild,Grandchild,child", "orphan,Orphan,nobody"]
    file = "\n".join(["external_id,name,parent_external_id", *names, *children])
    assert counts(brought("accounts", file, dry=True)) == (1_102, 0, 0, 1)
    assert accounts().count() == 0
    assert counts(brought("accounts", file)) == (1_102, 0, 0, 1)


def test_a_dry_run_makes_an_account_that_rows_name_once() -> None:
    rows = [f"c-{number},Person {number},acme" for number in range(1_100)]
    file = "\n".join(["external_id,name,account_external_id", *rows])
    dry = brought("contacts", file, create_accounts=True, dry=True)
    assert counts(dry) == (1_100, 0, 0, 0)
    assert accounts().count() == 0


def test_a_row_of_a_merged_account_is_told_where_it_says_something_new() -> None:
    file = "external_id,name,plan\n1,One,Pro\n2,Two,Free\n"
    brought("accounts", file)
    one, two = accounts().order_by("external_id")
    merge_accounts(one.pk, two.pk, by=SATO)
    same = brought("accounts", file)
    assert (counts(same), same.counts["noted"]) == ((0, 0, 2, 0), 0)
    told = brought("accounts", file.replace("Two,Free", "Two renamed,Free"))
    assert (counts(told), told.counts["noted"]) == ((0, 0, 2, 0), 1)
    (row,) = reports(told, Verdict.NOTED)
    assert (row.row, row.reasons[0]["came"]) == (3, "2")
    assert "One" in row.reasons[0]["reason"]
    assert accounts().get().name == "One"

from banso.engine.metrics.memory import Memory


def test_an_answer_is_worked_out_once() -> None:
    memory: Memory[int] = Memory(2)
    calls: list[int] = []

    def make() -> int:
        calls.append(1)
        return 7

    assert [memory.get("a", make), memory.get("a", make)] == [7, 7]
    assert len(calls) == 1


def test_the_least_used_is_forgotten() -> None:
    memory: Memory[str] = Memory(2)
    for key in ("a", "b"):
        memory.get(key, lambda key=key: key)  # type: ignore[misc]
    memory.get("a", lambda: "other")
    memory.get("c", lambda: "c")
    assert memory.get("a", lambda: "again") == "a"
    assert memory.get("b", lambda: "again") == "again"

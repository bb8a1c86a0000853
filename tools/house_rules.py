"""The import-linter contract that is our own: an area's private rooms stay private."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class PrivateRooms(Contract):
    """Another area may import an area's public rooms, and nothing else of it."""

    type_name = "private_rooms"
    town = fields.ModuleField()
    public_rooms = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001 - its signature
        town = str(self.town.name)  # type: ignore[attr-defined]
        public = set(self.public_rooms)  # type: ignore[call-overload]
        leaks = [
            f"{importer} -> {module}"
            for area in graph.find_children(town)
            for room in graph.find_children(area)
            if room.rpartition(".")[2] not in public
            for module in {room} | graph.find_descendants(room)
            for importer in graph.find_modules_that_directly_import(module)
            if importer.startswith(f"{town}.")
            and not importer.startswith(f"{area}.")
            and ".tests." not in importer
        ]
        return ContractCheck(kept=not leaks, metadata={"leaks": sorted(leaks)})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for leak in check.metadata["leaks"]:
            output.print_error(leak)

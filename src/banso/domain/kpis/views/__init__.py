"""The KPI pages: the board, a KPI, published figures."""

from banso.domain.kpis.views.board import board, board_chart
from banso.domain.kpis.views.page import export_breakdown, export_rows, kpi_page, publish_view
from banso.domain.kpis.views.publications import (
    check_view,
    export_publications,
    publication_page,
    publications_page,
)

__all__ = [
    "board",
    "board_chart",
    "check_view",
    "export_breakdown",
    "export_publications",
    "export_rows",
    "kpi_page",
    "publication_page",
    "publications_page",
    "publish_view",
]

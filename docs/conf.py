"""How the site is built: `python -m sphinx -W docs FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import computegap

sys.path.insert(0, str(Path(__file__).parent))

from pages import write

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "computegap"
author = "The computegap developers"
version = release = computegap.__version__
extensions = ["myst_parser"]
myst_heading_anchors = 3
exclude_patterns = ["build"]
html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["tables.css"]
html_title = f"computegap {release}"
html_show_copyright = False
html_copy_source = False
nitpicky = True


def setup(app: Sphinx) -> None:
    """Write the generated pages before Sphinx looks for pages."""
    app.connect("builder-inited", lambda app: write(Path(app.srcdir) / "generated"))

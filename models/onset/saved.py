"""A fitted model in a file that holds no code: written with skops, bound to its data, refused when either differs."""

import hashlib
import zipfile
from importlib.metadata import version
from pathlib import Path

import numpy as np

from models.onset.fit import Fitted
from models.onset.linear import Linear

FORMAT = "pillar-two onset model 1"
LIBRARIES = ("numpy", "scikit-learn", "skops")
# Reviewed in scikit-learn 1.9: arrays of nodes, no code. A forged tree could point outside its memory, which is why the
# file's digest is compared before anything is read.
TRUSTED = ("sklearn.tree._tree.Tree",)


class SavedModelError(ValueError):
    """A model file that must not be used; the message says why and what to do."""


def data_digest(folder: Path, files: tuple[str, ...]) -> str:
    """SHA-256 over the files a model was learned from: names and contents, in the order of their names."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\n{hashlib.sha256((folder / name).read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def library_versions() -> dict[str, str]:
    """Versions of the libraries that a saved model depends on."""
    return {name: version(name) for name in LIBRARIES}


def save(fitted: Fitted, path: Path, *, shift: float, data_sha256: str) -> str:
    """Write the model with the digest of its data and the library versions; returns the file's own SHA-256."""
    from skops.io import dump

    content = {
        "format": FORMAT, "data_sha256": data_sha256, "versions": library_versions(), "t": fitted.t, "shift": shift,
        "medians": fitted.medians, "trees": fitted.trees, "lines": {key: list(line) for key, line in fitted.lines.items()},
        "linear": {name: _plain(model) for name, model in fitted.linear.items()},
    }  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    dump(content, path, compression=zipfile.ZIP_DEFLATED)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def load(path: Path, *, sha256: str, data_sha256: str) -> tuple[Fitted, float]:
    """The model and its level shift. `sha256`: of the file, `data_sha256`: of the data, both as the release states them.

    Raises SavedModelError before anything is read if the file is another than the release's, and if it was learned from
    other data, written with other library versions, or holds a type that was not reviewed.
    """
    from skops.io import get_untrusted_types
    from skops.io import load as read

    raw = path.read_bytes()
    found = hashlib.sha256(raw).hexdigest()
    if found != sha256:
        raise SavedModelError(
            f"{path.name}: its digest {found[:12]}… is not that of the release ({sha256[:12]}…); build the release again"
        )
    strangers = sorted(set(get_untrusted_types(data=raw)) - set(TRUSTED))
    if strangers:
        raise SavedModelError(
            f"{path.name}: holds types that were not reviewed ({', '.join(strangers)}); do not load it"
        )
    content = read(path, trusted=list(TRUSTED))
    if content["format"] != FORMAT:
        raise SavedModelError(
            f"{path.name}: written as {content['format']!r}, expected {FORMAT!r}; build the release again"
        )
    if content["data_sha256"] != data_sha256:
        raise SavedModelError(f"{path.name}: learned from other data than the release's; build the release again")
    if content["versions"] != library_versions():
        raise SavedModelError(
            f"{path.name}: written with {content['versions']}, here are {library_versions()}; install those or build again"
        )
    linear = {name: Linear(**fields) for name, fields in content["linear"].items()}
    lines = {key: (float(line[0]), float(line[1])) for key, line in content["lines"].items()}
    fitted = Fitted(
        t=content["t"], medians=np.asarray(content["medians"]), trees=content["trees"], linear=linear, lines=lines
    )
    return fitted, float(content["shift"])


def _plain(model: Linear) -> dict:
    return {"intercept": model.intercept, "slopes": model.slopes, "centres": model.centres, "scales": model.scales,
            "penalty": model.penalty, "mix": model.mix}  # fmt: skip

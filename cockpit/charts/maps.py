"""The maps: which area has one, its address, and its GeoJSON with every feature named by our area code.

The files come from seed_data/maps and may be replaced by approved ones: nothing but ``adcode`` is read of a feature.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

import orjson

from cockpit.domain.area import PROVINCE, ZONE, ZONE_CITY
from cockpit.settings import SEED_DATA


def address(code: str) -> str | None:
    """Where the browser finds the map of what lies below ``code``; None where none is drawn (counties and streets)."""
    body = files().get(_name(code))
    return f"/served/{_name(code)}?v={hashlib.sha256(body).hexdigest()[:8]}" if body is not None else None


@cache
def files() -> dict[str, bytes]:
    """File name -> GeoJSON. 平潭 is a county in 福州's file but a unit of the province's map: it moves to that one."""
    drawn: dict[str, list[dict[str, Any]]] = {}
    for path in sorted((SEED_DATA / "maps").glob("*.json")):
        province = path.stem == "350000"
        features = orjson.loads(path.read_bytes())["features"]
        drawn[PROVINCE if province else path.stem[:4]] = [
            _feature(one, digits=4 if province else 6) for one in features
        ]
    zone = [one for one in drawn[ZONE_CITY] if one["properties"]["name"] == ZONE]
    drawn[PROVINCE] += zone
    drawn[ZONE_CITY] = [one for one in drawn[ZONE_CITY] if one not in zone]
    return {
        _name(code): orjson.dumps({"type": "FeatureCollection", "features": features})
        for code, features in drawn.items()
    }


def _name(code: str) -> str:
    return f"map-{code}.json"


def _feature(feature: dict[str, Any], *, digits: int) -> dict[str, Any]:
    code = str(feature["properties"]["adcode"])[:digits]
    return {"type": "Feature", "properties": {"name": code}, "geometry": feature["geometry"]}

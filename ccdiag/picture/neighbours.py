"""Where the arrow keys lead: along the links, as each form of the picture draws them."""

from typing import Final

from ccdiag.model.place import Place

T, L, N, F = Place.TERMINAL, Place.LAPTOP, Place.SHOP_NETWORK, Place.FIREWALL
D, A, S, M = Place.DNS, Place.AWS_IOT, Place.TAS, Place.TMS
V, W = Place.VPOS, Place.WEBKASSA
Around = tuple[Place | None, Place | None, Place | None, Place | None]
"""To the left, above, to the right, below."""

IN_A_ROW: Final[dict[Place, Around]] = {
    T: (None, None, N, L),
    L: (None, T, N, None),
    N: (T, T, F, L),
    F: (N, D, A, S),
    D: (F, None, None, A),
    A: (F, D, V, S),
    S: (F, A, None, M),
    M: (F, S, None, None),
    V: (A, None, W, None),
    W: (V, None, None, None),
}
BELOW_VPOS: Final[dict[Place, Around]] = IN_A_ROW | {V: (A, None, None, W), W: (M, V, None, None)}
IN_TWO_ROWS: Final[dict[Place, Around]] = {
    T: (None, None, N, D),
    N: (T, None, L, F),
    L: (N, None, None, F),
    F: (A, N, S, A),
    D: (None, F, A, None),
    A: (D, F, V, None),
    V: (A, F, W, None),
    W: (V, F, S, None),
    S: (W, F, M, None),
    M: (S, F, None, None),
}
_DOWN: Final = (T, L, N, F, D, A, V, W, S, M)
IN_A_COLUMN: Final[dict[Place, Around]] = {
    place: (None, _DOWN[position - 1] if position else None, None, _DOWN[position + 1] if position + 1 < len(_DOWN) else None)
    for position, place in enumerate(_DOWN)
}

-- Salience: whose claim is heard, by power P, legitimacy L and urgency U.
--
-- All three: definitive. Two: dominant (PL), dangerous (PU), dependent (LU). One: dormant (P), discretionary (L),
-- demanding (U). None: non-stakeholder. An attribute counts from its threshold on, inclusive.
-- Source: Mitchell, Agle & Wood (1997), Toward a theory of stakeholder identification and salience. Thresholds: house.
return {
  doc = "Whose claim is heard: power, legitimacy and urgency.",

  params = { power = 0.5, legitimacy = 0.5, urgency = 0.5 },

  classes = {                                        -- most demanding first: by the number of attributes held
    "definitive",
    "dominant", "dangerous", "dependent",
    "dormant", "discretionary", "demanding",
    "non-stakeholder",
  },

  class = function(r, p)
    local P, L, U = r.power >= p.power, r.legitimacy >= p.legitimacy, r.urgency >= p.urgency
    if P and L and U then return "definitive" end
    if P and L then return "dominant" end
    if P and U then return "dangerous" end
    if L and U then return "dependent" end
    if P then return "dormant" end
    if L then return "discretionary" end
    if U then return "demanding" end
    return "non-stakeholder"
  end,
}

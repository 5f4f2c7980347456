return {
  doc = "A field that becomes no number.",
  horizon = 4,
  state = { trust = 0.5 },
  step = function(r, t)
    local none = t - 2
    r.trust = none / none
  end,
  outcomes = { trust = mean("trust") },
}

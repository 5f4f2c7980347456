return {
  doc = "Two names of draws that come to the same number.",
  horizon = 4,
  state = { trust = 0.5 },
  step = function(r, t, p, draw)
    r.trust = draw.uniform("781f49deluck")
    r.trust = draw.uniform("401021bfluck") + draw.uniform("781f49deluck")
  end,
  outcomes = { trust = mean("trust") },
}

return {
  doc = "Names that do not exist.",
  horizon = "1 year",
  params = { quality = given(0.7, "assumed") },
  state = { trust = 0.5 },
  step = function(r, t, p, draw)
    r.trust = r.turst + p.qualty + draw.nromal("noise", 0, 1) + r.peers.turst + draw.normal(r.level, 0, 1)
    if r.level == "strategc" then r.trust = 0 end
  end,
  outcomes = { trust = mean(function(r) return r.tust end), high = share("trust > 'much'"), known = share("level") },
}

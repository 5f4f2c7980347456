return {
  doc = "A step that does not end.",
  horizon = 4,
  state = { trust = 0.5 },
  step = function(r, t)
    while t == 3 and r.level == "tactical" do r.trust = 0.5 end
  end,
  outcomes = { trust = mean("trust") },
}

-- The shipped question on our contracts: strategic and tactical customers, monthly, quarterly or half-yearly reviews over two years.
return extend("review_cadence", {
  doc = "Do quarterly reviews keep more trust than half-yearly ones?",
  horizon = "2 years",
  of = { level = { "strategic", "tactical" } },
  params = {
    review_every = compare { 4, 13, 26, now = 26, because = "weeks between reviews; half-yearly today" },
    quality = given(0.72, "assumed: the mean of last year's surveys", { 0.6, 0.8 }),
  },
  outcomes = { first_left = false, trust = mean("trust", { where = "active", by = "owner",
    doc = "trust of those who are still there, 0 to 1" }) },
})

-- How many visits a week does an owner need? Teaches choose: attention is scarce, and goes where it is needed most.
return {
  doc = "How many visits a week keep trust up?",
  horizon = "2 years", every = "1 week", runs = 1000, seed = 2,
  params = {
    visits = compare { 1, 2, 4, now = 2, because = "visits an owner can make in a week" },
    fades = given(0.01, "assumed: trust not cared for falls by a hundredth in a week", { 0.005, 0.02 }),
    lifts = given(0.1, "assumed: a visit gives back a tenth of the trust that is missing", { 0.05, 0.15 }),
  },
  state = {
    trust = latest("trust", { otherwise = 0.6, because = "assumed: a little above the middle of the scale" }),
    weeks = 0, -- since the last visit
  },
  plan = {
    visit = choose {
      limit = function(p) return p.visits end, per = "owner", where = "weeks > 2",
      rank = function(r) return (1 - r.trust) * (r.level == "strategic" and 2 or 1) end,
    },
  },
  step = function(r, t, p, draw)
    r.trust = r.trust * (1 - p.fades * draw.uniform("neglect", 0, 2))
    r.weeks = r.weeks + 1
    if r.visit then
      r.trust = r.trust + p.lifts * (1 - r.trust)
      r.weeks = 0
    end
  end,
  outcomes = {
    trust = mean("trust", { doc = "trust on average, 0 to 1" }),
    neglected = share("weeks > 8", { doc = "share of those not visited for two months" }),
    visits = cost("visit", { doc = "visits made so far" }),
  },
}

-- How far does word of mouth carry? Teaches neighbours: r.peers and links. After Bass (1969), on a network: whoever has not come yet
-- comes of their own accord with chance p, and is brought by each neighbour who recommends us with chance q: 1 − (1 − p)·(1 − q)^n.
return {
  doc = "How soon do most recommend us, left to word of mouth?",
  horizon = "2 years", every = "1 week", runs = 1000, seed = 1,
  params = {
    alone = given(0.002, "assumed: few begin to recommend us unasked in a week", { 0.001, 0.004 }),
    brought = given(0.01, "assumed: of a hundred weeks beside one who recommends us, one brings them over", { 0.005, 0.02 }),
    asked = compare { 0, 2, now = 0, because = "whom we ask for a recommendation in a week" },
  },
  state = { recommends = false },
  links = { recorded(), random(4, "assumed: everybody knows four of the others") },
  peers = { who_recommend = count("recommends") },
  plan = {
    ask = choose { limit = function(p) return p.asked end, where = "not recommends", rank = "peers.who_recommend" },
  },
  step = function(r, t, p, draw)
    if r.recommends then return end
    local chance = 1 - (1 - p.alone) * (1 - p.brought) ^ r.peers.who_recommend
    if r.ask then chance = chance + 0.05 end
    r.recommends = draw.chance("recommends", chance)
  end,
  outcomes = {
    recommend = mean("recommends", { doc = "share of those who recommend us" }),
    half_after = first("recommends", { share = 0.5, unit = "weeks", doc = "when half of all do" }),
  },
}

-- Does it pay to win back who left? Teaches values drawn at the start: everybody has a chance of their own to leave in a period, drawn from
-- a beta distribution (sBG: Fader & Hardie 2007), so that those who stay are more and more the loyal ones.
return {
  doc = "How many stay, and what does winning back bring?",
  horizon = "5 years", every = "3 months", runs = 1000, seed = 3,
  params = {
    back = compare { 0, 0.1, 0.2, now = 0, because = "chance that one who left is won back in a period" },
  },
  state = {
    leaves = dist.beta(1, 9, "assumed: one in ten leaves in the first period, fewer of those who stayed"),
    active = true,
    left_at = 0,
  },
  step = function(r, t, p, draw)
    if r.active then
      if draw.chance("leave", r.leaves) then r.active, r.left_at = false, t end
    elseif t - r.left_at <= 4 and draw.chance("back", p.back) then -- after a year nobody comes back
      r.active = true
    end
  end,
  outcomes = {
    retention = mean("active", { doc = "share of customers who are still there" }),
    periods = cost("active", { doc = "periods of custom, over everybody" }),
  },
}

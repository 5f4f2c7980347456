-- Does our time go where it is due?
--
-- Due are power · interest · `most` contacts in half a year, at least `least`, and just that of a basic relationship: an authority
-- that is called every month begins to wonder. Had are the contacts that count for the relationship model. Up to `few` times what is
-- due somebody is neglected, from `many` times on over-served: time that another could use. Both bounds are inclusive.
-- Read it beside the score: over-served and red is a rescue, over-served and green a habit.
-- Source: house; the grid it rests on is that of power_interest.
return {
  doc = "Contacts had in half a year against what power and interest make due.",

  features = { had = count("contact", { within = "180d" }) },

  params = { most = 10, least = 1, few = 0.5, many = 2 },

  classes = { "neglected", "over-served", "as it is due" },

  class = function(r, p)
    local due = p.least
    if r.type ~= "basic" then due = math.max(due, p.most * r.power * r.interest) end
    local share = r.had / due
    if share <= p.few then return "neglected" end
    if share >= p.many then return "over-served" end
    return "as it is due"
  end,
}

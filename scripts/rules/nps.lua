-- Promoter, passive or detractor, by the latest answer that is still valid.
--
-- Promoters answer 9–10, detractors 0–6. The score itself belongs to a group, not to one relationship: with p and d the
-- shares of promoters and detractors among n answers, NPS = 100·(p − d), standard error 100·√((p + d − (p − d)²) / n).
-- With twenty answers that error is easily 15 points; print it beside the number. Who has not answered is unknown, and in no share.
-- Source: Reichheld (2003), The one number you need to grow; the error is that of a difference of multinomial shares.
return {
  doc = "Promoter, passive or detractor.",

  features = {
    answer = latest("nps", { raw = true }),           -- 0 … 10 as given, because the bounds below are in those units
  },

  params = { promoter_from = 9, passive_from = 7 },   -- both inclusive

  classes = { "detractor", "passive", "promoter" },

  class = function(r, p)
    if r.answer >= p.promoter_from then return "promoter" end
    if r.answer >= p.passive_from then return "passive" end
    return "detractor"
  end,
}

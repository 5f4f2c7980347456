-- The continual improvement model of ITIL 4, in our own words: seven steps, and back to the plan where the measured value says that we
-- did not get there.

return {
  doc = "Seven steps from what it is for to what keeps it going.",
  steps = {
    { "vision", label = "What it is for", needs = { "text", "owner" }, within = "30d",
      doc = "Say in a sentence what will be better for both sides, and which goal that serves." },
    { "now", label = "Where we stand", needs = { "measure", "baseline" }, within = "30d",
      doc = "Choose what to measure it by, and take today's value from the record." },
    { "wanted", label = "Where we want to be", needs = { "target", "due" }, within = "30d",
      doc = "Agree on a value and a day: small enough to get there in one round." },
    { "plan", label = "How we get there", needs = { "note" }, within = "30d",
      doc = "Agree on what is done, by whom; note what the other side does for it." },
    { "act", label = "Doing it", needs = { "note" }, within = "90d",
      doc = "Do it, and note what was really done." },
    { "check", label = "Did we get there", needs = { "actual" }, within = "30d", next = { "momentum", "plan" },
      doc = "Measure again. The answer follows from baseline, target and measured value." },
    { "momentum", label = "What keeps it going", needs = { "note" }, within = "30d",
      doc = "Note what makes it last, and what both sides learned." },
  },
  choose = function(i) return i.reached and "momentum" or "plan" end,
}

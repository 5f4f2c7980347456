-- The life cycle of a collaborative relationship, after ISO 44001, in our own words: eight stages from knowing that one wants to work
-- together to parting well. While the value agreed on is not reached, one goes on working; then one decides to stay.

return {
  doc = "A partnership from the first thought to a good end, in eight stages.",
  steps = {
    { "awareness", label = "Operational awareness", needs = { "text", "owner" }, within = "90d",
      doc = "Say why to work together at all, who answers for it, and what speaks against it." },
    { "knowledge", label = "Knowledge", needs = { "note" }, within = "90d",
      doc = "Note what is known of the field and of what partners could bring: strategy, risks, first business case." },
    { "assessment", label = "Internal assessment", needs = { "note" }, within = "90d",
      doc = "Judge honestly whether we are ready: people, skills, willingness to share." },
    { "selection", label = "Partner selection", needs = { "evidence" }, within = "180d",
      doc = "Choose by more than price; name the talks and assessments that the choice rests on." },
    { "working", label = "Working together", needs = { "measure", "baseline", "target", "due" }, within = "180d",
      doc = "Agree on how both sides work, decide and share, and on a value that shows what comes of it." },
    { "value", label = "Value creation", needs = { "actual" }, within = "1 year", next = { "staying", "working" },
      doc = "Make better together what neither side could alone, and measure it." },
    { "staying", label = "Staying together", needs = { "note" }, within = "1 year",
      doc = "Look after trust and behaviour while people and aims change; note what was done for it." },
    { "exit", label = "Exit strategy", needs = { "note" }, within = "180d",
      doc = "Part as planned: who takes over what, what is closed, what could be begun again." },
  },
  choose = function(i) return i.reached and "staying" or "working" end,
}

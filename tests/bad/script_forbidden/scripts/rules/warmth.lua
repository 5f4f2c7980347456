local file = io.open("journal.db")
return {}

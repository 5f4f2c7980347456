-- ends the program
os.exit(0)

"""What is promised to a class on a server: answers to all, and what each costs."""

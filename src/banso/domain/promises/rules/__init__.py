"""What a promise may say and become: pure, tested without a database.

content  what is written down of a promise
states   its states, when it is late, when it is at risk
"""

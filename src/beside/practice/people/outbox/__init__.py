"""What was written without a connection: sealed on the device, opened here, and carried out as if its author had just sent it.

forms     which pages take what waited on a device, and which do not, with the reason
tokens    what lets a sealed submission in: of one member, for one form, for fourteen days, once
arriving  a letter is opened and its form carried out, or its words are kept for their author
came      words that came back to their author, unsent
"""

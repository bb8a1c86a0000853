"""What can be decided about tasks and mails without looking anything up: content, mails, addresses."""

"""What others also bought, learnt from confirmed orders."""

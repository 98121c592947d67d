"""Where is it broken? Walks up the layers that stop at the first thing missing; and why something was refused."""

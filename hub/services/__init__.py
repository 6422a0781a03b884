"""One function a use case: session first, then keywords, `now` passed in; history and notices in the same commit."""

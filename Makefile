# For those who type make by habit; everything is in ./do, which needs no make.
.PHONY: run test bench counts screenshots lint lock
run test bench counts screenshots lint lock:
	@./do $@

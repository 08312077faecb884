# For those who type make by habit; everything is in ./do, which needs no make.
.PHONY: run test screenshots lint lock
run test screenshots lint lock:
	@./do $@

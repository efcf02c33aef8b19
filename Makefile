# Every task of the project; a build machine calls the same ones. What they do stands in scripts/.

.DEFAULT_GOAL := help
.PHONY: help run dev stop seed test e2e lint fmt sqlx bench clean-data

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Install what is missing, build, start everything, serve on 127.0.0.1:3000 (DETACH=1: in the background)
	@scripts/run

dev: ## The same in a debug build that reloads with every saved file
	@scripts/dev

stop: ## Stop the server, PostgreSQL and Redis of this checkout
	@scripts/run stop
	@scripts/stack down

seed: ## Fill the demo shop again, keeping what is there
	@scripts/run seed

test: ## The whole test suite: lint, Rust's tests, browser tests
	@scripts/test

e2e: ## Only the browser tests (ARGS="checkout --headed" goes to Playwright)
	@scripts/e2e $(ARGS)

lint: ## Formatting, clippy for server and browser, freshness of .sqlx
	@scripts/lint

fmt: ## Format the code
	@cargo fmt --all

sqlx: ## Write .sqlx anew, after a query or a migration has changed
	@scripts/sqlx-prepare

bench: ## Load the release and measure
	@scripts/setup bench
	@scripts/bench

clean-data: ## Stop everything and delete the local data
	@scripts/run stop
	@scripts/stack reset

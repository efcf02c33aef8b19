# Every task of the project; a build machine calls the same ones. What they do stands in scripts/.

.DEFAULT_GOAL := help
.PHONY: help run dev services stop seed test api e2e lint fmt sqlx catalogue bench fault clean-data

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Install what is missing, build, start everything, serve on 127.0.0.1:3000 (DETACH=1: in the background; EVENTS=kafka)
	@scripts/run

dev: ## The same in a debug build that reloads with every saved file
	@scripts/dev

services: ## The same with every slice as a service of its own: a process, a port and a database each, Kafka between
	@scripts/services

stop: ## Stop the servers, PostgreSQL, Redis and Kafka of this checkout
	@scripts/run stop
	@scripts/services stop
	@scripts/stack down

seed: ## Fill the demo shop again, keeping what is there
	@scripts/run seed

test: ## The whole test suite: lint, Rust's tests, the API, browser tests
	@scripts/test

api: ## Only the API against its description (ARGS="--include-operation-id place_order" goes to schemathesis)
	@scripts/api $(ARGS)

e2e: ## Only the browser tests (ARGS="checkout --headed" goes to Playwright)
	@scripts/e2e $(ARGS)

lint: ## Formatting, clippy for server and browser, freshness of .sqlx
	@scripts/lint

fmt: ## Format the code
	@cargo fmt --all

sqlx: ## Write .sqlx anew, after a query or a migration has changed
	@scripts/sqlx-prepare

catalogue: ## Write the catalogues of events and of the API anew, after an event or a route has changed
	@scripts/catalogue

bench: ## Load the release and measure
	@scripts/setup bench
	@scripts/bench

fault: ## Harm the release under load and prove that nothing is lost (SEED=1; SCENARIO=kills, EVENTS=kafka, REPORT=1)
	@scripts/fault

clean-data: ## Stop everything and delete the local data
	@scripts/run stop
	@scripts/services stop
	@scripts/stack reset

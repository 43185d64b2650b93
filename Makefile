.DEFAULT_GOAL := help
.PHONY: help demo test test-all lint bench lock
PAGES := $(shell find web -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -not -path '*/generated/*')
COMPILE := .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header

help:  ## 列出这些命令 | list these commands
	@awk -F':.*## ' '/^[a-z-]+:.*##/ { printf "make %-8s %s\n", $$1, $$2 }' Makefile

demo: .venv/runtime web/dist/documents.json  ## 建好一切，用演示数据走完主流程并提供服务 | set everything up, run the main job on demo data, and serve
	@.venv/bin/zongce demo

test: lint  ## 检查并运行测试 | check and run the tests
	@.venv/bin/pytest -n 4 --dist worksteal

test-all: lint  ## 同上，连同无需每次等待的测试 | the same, and what one need not wait for each time
	@ZONGCE_ALL=1 .venv/bin/pytest -n 4 --dist worksteal -m ''

lint: .venv/dev  ## 只做静态检查 | the static checks alone
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy

bench: .venv/dev  ## 与同类并排测速；SIZE=university 为全校规模 | measure the speed beside peers; SIZE=university for a whole one
	@.venv/bin/python -m bench --size $(or $(SIZE),small)

lock: .venv/dev  ## 重新锁定依赖的版本 | lock the newest dependencies that fit
	@$(COMPILE) --upgrade -o .ci/setup.lock .ci/setup.in
	@$(COMPILE) --upgrade -o requirements.lock pyproject.toml
	@$(COMPILE) --upgrade -o requirements-dev.lock --extra dev -c requirements.lock pyproject.toml

.venv/runtime: requirements.lock .ci/setup.lock pyproject.toml
	@.ci/set-up runtime

.venv/dev: requirements-dev.lock .ci/setup.lock pyproject.toml
	@.ci/set-up dev

web/dist/documents.json: $(PAGES) graph/schema.graphql | .venv/runtime
	@.ci/build-pages

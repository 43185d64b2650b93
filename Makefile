.DEFAULT_GOAL := help
.PHONY: help demo test test-all check coverage test-newest lint fix audit sbom manual soak mutate-rights bench failover release try-packages migration lock
PAGES := $(shell find web -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -not -path '*/generated/*')
TESTS := .venv/bin/pytest -n 4 --dist worksteal
APART := .venv/bin/uv run --no-project --isolated --with-requirements .ci/audit.lock --
COMPILE := .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header

help:  ## 列出这些命令 | list these commands
	@awk -F':.*## ' '/^[a-z-]+:.*##/ { printf "make %-13s %s\n", $$1, $$2 }' Makefile

demo: .venv/runtime web/dist/documents.json  ## 建好一切，用演示数据走完主流程并提供服务 | set everything up, run the main job on demo data, and serve
	@.venv/bin/zongce demo

test: lint  ## 检查并运行测试 | check and run the tests
	@$(TESTS) $(if $(SLOW),-m '')

test-all: lint  ## 同上，连同无需每次等待的测试 | the same, and what one need not wait for each time
	@ZONGCE_ALL=1 SCHEMATHESIS_EXAMPLES=5 DRAWN_WORLDS=3 $(TESTS) -m ''

check: SLOW := 1
check: test  ## 与持续集成相同：make test SLOW=1，连同慢测试 | what CI runs: make test SLOW=1, with the slow tests in the same run

coverage: .venv/dev  ## 测试覆盖率，低于下限即失败 | branch coverage of the tests; fails below the floor
	@$(TESTS) --cov --cov-report=term

test-newest:  ## 在 Python 3.13 上测试（如已安装） | the tests under Python 3.13, where it is installed
	@.ci/test-newest

lint: .venv/dev  ## 只做静态检查 | the static checks alone
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/codespell && .venv/bin/mypy

fix: .venv/dev  ## 排版并修正可自动修正的 | format, and mend what can be mended by itself
	@.venv/bin/ruff check --fix . ; .venv/bin/ruff format . && .venv/bin/codespell

audit: .venv/dev  ## 已知漏洞（需要网络，不阻断） | known vulnerabilities; needs the network, never blocks
	-@$(APART) pip-audit -r requirements.lock --require-hashes --disable-pip
	-@cd web && npm audit --omit=dev

sbom: .venv/dev  ## 物料清单（CycloneDX），写入 build/ | the bill of materials, into build/
	@mkdir -p build
	@$(APART) cyclonedx-py requirements requirements.lock --pyproject pyproject.toml -o build/zongce-server.cdx.json
	@cd web && npm sbom --package-lock-only --omit dev --sbom-format cyclonedx >../build/zongce-pages.cdx.json
	@ls build/*.cdx.json

manual: .venv/dev web/dist/documents.json  ## 使用手册的插图：在浏览器中走完一年 | the pictures of the user's manual: plays the year in a browser
	@rm -rf build/pictures && ZONGCE_SCREENSHOTS=$(CURDIR)/build/pictures .venv/bin/pytest -q tests/web/test_year.py
	@cd web && npm run --silent build:manual

soak: .venv/dev  ## 随机操作不停，逐步对照模型；SECONDS=600 SEED=… | random acts held against a model; SECONDS=600 SEED=...
	@SOAK_SECONDS=$(or $(SECONDS),600) SOAK_SEED=$(or $(SEED),0) .venv/bin/pytest -s tests/soak

mutate-rights: .venv/dev  ## 逐条放宽权限规则，测试必须发现；ONLY=… | weakens each rule of who may what; a test must fail; ONLY=...
	@.venv/bin/python -m tests.mutations $(if $(ONLY),--only '$(ONLY)')

bench: .venv/dev  ## 与同类并排测速；SIZE=university 为全校规模 | measure the speed beside peers; SIZE=university for a whole one
	@.venv/bin/python -m bench --size $(or $(SIZE),small) $(if $(ONLY),--only $(ONLY)) $(if $(WRITE),--write)

failover: .venv/dev  ## 高可用演练：三库两应用，随机故障；SEED=7（需 root） | three databases, two app nodes, drawn troubles; SEED=7; needs root
	@.venv/bin/python -m bench.failover --seed $(or $(SEED),1) $(if $(TROUBLES),--troubles $(TROUBLES))

release: sbom web/dist/documents.json  ## 发行文件：wheel、.deb、镜像、物料清单，写入 build/release | wheel, .deb, image, bills of materials and hashes
	@deploy/packages/release.sh

try-packages: .venv/dev  ## 从零安装到排出名次：WAY=pip、image 或 deb（后两者需 root） | from nothing to a ranked class; WAY=pip, image or deb
	@.venv/bin/python -m bench.installing $(or $(WAY),pip)

migration: .venv/dev  ## 由表的改动起草迁移：SAYS="改了什么" | draft the migration of changed tables: SAYS="what changes"
	@.venv/bin/python -m tests.migration "$(SAYS)"

lock: .venv/dev  ## 重新锁定依赖的版本 | lock the newest dependencies that fit
	@$(COMPILE) --upgrade -o .ci/setup.lock .ci/setup.in
	@$(COMPILE) --upgrade -o .ci/audit.lock .ci/audit.in
	@$(COMPILE) --upgrade -o requirements.lock --extra oidc --extra embedded pyproject.toml
	@$(COMPILE) --upgrade -o requirements-dev.lock --extra oidc --extra embedded --extra dev -c requirements.lock pyproject.toml

.venv/runtime: requirements.lock .ci/setup.lock pyproject.toml
	@.ci/set-up runtime

.venv/dev: requirements-dev.lock .ci/setup.lock pyproject.toml
	@.ci/set-up dev

web/dist/documents.json: $(PAGES) graph/schema.graphql | .venv/runtime
	@.ci/build-pages

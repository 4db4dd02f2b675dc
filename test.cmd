@rem `make test` for Windows, with all slow tests; `test.cmd --slow 2` has one sixth of them.
@cd /d "%~dp0"
@if not exist .venv\Scripts\python.exe py -3 -m venv .venv || exit /b 1
@.venv\Scripts\python -m tools.install requirements-dev.lock || exit /b 1
@for /f "delims=" %%b in ('.venv\Scripts\python -m tools.browser') do @set CHROMIUM=%%b
@if not defined CHROMIUM exit /b 1
@set OMP_NUM_THREADS=1
@.venv\Scripts\python -m pytest -n 3 --dist worksteal %*

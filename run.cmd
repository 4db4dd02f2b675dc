@rem `make run` for Windows: makes .venv, installs by requirements.lock, and opens the page.
@cd /d "%~dp0"
@if not exist .venv\Scripts\python.exe py -3 -m venv .venv || exit /b 1
@.venv\Scripts\python -m tools.install requirements.lock || exit /b 1
@.venv\Scripts\python -m streamlit run app.py --server.address 127.0.0.1 --browser.serverAddress 127.0.0.1 %*

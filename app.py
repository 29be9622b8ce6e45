"""The front door: language, navigation, and the frame around every page."""

import streamlit as st

from ui import shell

st.set_page_config(page_title="Pillar Two", page_icon="static/icon.svg", layout="wide")
shell.enter()
page = st.navigation(shell.pages(), position="top")
with shell.frame():
    page.run()

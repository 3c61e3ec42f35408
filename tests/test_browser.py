"""The journey in a real browser: home -> timeline -> event -> the sentence that says so."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from test_serve import server  # noqa: F401  # a fixture

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    binary = next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    driver = shutil.which("chromedriver")
    if not (binary and driver):
        pytest.fail(
            "The browser test needs Chromium and its driver: apt-get install chromium chromium-driver"
        )
    options = Options()
    options.binary_location = binary
    for flag in ("headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run",
                 "disable-background-networking", "disable-component-update", "disable-sync",
                 "disable-dev-shm-usage", "window-size=1200,1400", f"user-data-dir={tmp_path}"):  # fmt: skip
        options.add_argument(f"--{flag}")
    chrome = webdriver.Chrome(options=options, service=Service(driver))
    chrome.implicitly_wait(5)
    yield chrome
    chrome.quit()


def test_from_home_to_the_sentence(browser, server):  # noqa: F811
    browser.get(server)
    browser.find_element(By.LINK_TEXT, "Timeline").click()
    browser.get(browser.current_url + "&place=Anchorage%2C+Alaska")
    browser.find_element(By.PARTIAL_LINK_TEXT, "Vladimir Putin").click()
    assert "/kb/events/" in browser.current_url
    evidence = browser.find_element(By.CSS_SELECTOR, "td.col-evidence").text
    assert len(evidence) > 20
    browser.find_element(By.CSS_SELECTOR, "td.col-article_id a").click()
    assert evidence in browser.find_element(By.CSS_SELECTOR, "td.col-text").text


def test_from_an_actor_to_what_was_said(browser, server):  # noqa: F811
    browser.get(f"{server}/kb/actor_timeline?actor=Lavrov")
    browser.find_element(By.LINK_TEXT, "statement").click()
    assert browser.find_element(By.CSS_SELECTOR, "td.col-speaker_id").text.startswith("Sergey Lavrov")
    assert browser.find_element(By.CSS_SELECTOR, "td.col-content").text


def test_pages_ask_nothing_of_other_hosts(browser, server):  # noqa: F811
    for path in ("/", "/kb", "/kb/timeline", "/kb/events", "/kb/search?words=talks"):
        browser.get(server + path)
        asked = browser.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
        assert all(address.startswith((server, "data:")) for address in asked)


def test_what_was_known_on_a_day(browser, server):  # noqa: F811
    browser.get(f"{server}/kb/as_of?day=2025-06-01")
    first = browser.find_element(By.CSS_SELECTOR, "td.col-date").text
    assert "2025-01-01" < first <= "2025-06-30"
    field = browser.find_element(By.CSS_SELECTOR, "input[name=day]")
    field.clear()
    field.send_keys("1994-12-31")
    field.submit()
    assert browser.find_element(By.CSS_SELECTOR, "td.col-date").text < "2005"  # reactors promised by 2003
    browser.find_element(By.CSS_SELECTOR, "td.col-event_id a").click()
    assert browser.find_element(By.CSS_SELECTOR, "td.col-evidence").text

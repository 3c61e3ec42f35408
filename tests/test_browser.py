"""Journeys in a real browser: to the sentence, to who met whom, to what was known on a day."""

import shutil
from collections.abc import Iterator

import pytest
from axe_core_python.selenium import Axe
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select
from test_serve import refused, server  # noqa: F401  # a fixture

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")

PAGES = ("/", "/?date=2025&actor=russia", "/?as_of=2025-06-01", "/?actor=nobody+at+all",
         "/?actor=russia&other=ukraine&words=prisoners", "/?as_of=2025-06-01&actor=russia&type=CONSULT", "/upcoming",
         "/upcoming?from=2025-05-01", "/changes", "/actor/russia", "/place/istanbul", "/pair/russia/ukraine",
         "/event/{event}", "/article/{article}", "/event/none")  # fmt: skip


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    binary = next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    driver = shutil.which("chromedriver")
    if not (binary and driver):
        pytest.fail(
            "The browser test needs Chromium and its driver: apt-get install chromium chromium-driver"
        )
    options = Options()
    options.binary_location = binary
    profile = tmp_path_factory.mktemp("chromium")
    for flag in ("headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run",
                 "disable-background-networking", "disable-component-update", "disable-sync",
                 "disable-dev-shm-usage", "window-size=1200,1400", f"user-data-dir={profile}"):  # fmt: skip
        options.add_argument(f"--{flag}")
    chrome = webdriver.Chrome(options=options, service=Service(driver))
    chrome.implicitly_wait(5)
    yield chrome
    chrome.quit()


@pytest.fixture(scope="module")
def ids(sample_db: str) -> dict[str, str]:
    """An event that two articles report, and one of them."""
    import sqlite3

    row = sqlite3.connect(sample_db).execute(
        "SELECT id, article_id FROM events ORDER BY reports DESC, id LIMIT 1"
    )
    return dict(zip(("event", "article"), row.fetchone(), strict=True))


def text(browser, selector):
    return browser.find_element(By.CSS_SELECTOR, selector).text


def test_from_home_to_the_sentence_in_one_click(browser, server):  # noqa: F811
    browser.get(server)
    event = browser.find_element(By.CSS_SELECTOR, "article.event")
    evidence = event.find_element(By.CSS_SELECTOR, ".evidence").text.strip("“”")
    event.find_element(By.CSS_SELECTOR, ".source a").click()
    assert "/article/" in browser.current_url
    anchor = browser.current_url.split("#")[1]
    marked = browser.execute_script(
        "let words = '', at = document.getElementById(arguments[0]);"
        "const within = at.parentElement; let on = false;"
        "for (const node of within.childNodes) { if (node === at) on = true;"
        "  if (on) words += node.textContent; } return words;",
        anchor,
    )
    assert marked.startswith(evidence)


def test_from_home_to_the_event_and_its_reports(browser, server):  # noqa: F811
    browser.get(f"{server}/?place=Anchorage%2C+Alaska")
    title = text(browser, "article.event h3")
    browser.find_element(By.CSS_SELECTOR, "article.event h3 a").click()
    assert text(browser, "h1") == title
    assert browser.find_elements(By.CSS_SELECTOR, "ol.reports mark strong")


def test_filters_combine_and_survive_in_the_address(browser, server):  # noqa: F811
    browser.get(server)
    browser.find_element(By.CSS_SELECTOR, "details.filters summary").click()
    browser.find_element(By.NAME, "actor").send_keys("Kyiv")
    browser.find_element(By.NAME, "from").send_keys("2025")
    browser.find_element(By.NAME, "to").send_keys("2025")
    Select(browser.find_element(By.NAME, "status")).select_by_value("occurred")
    browser.find_element(By.CSS_SELECTOR, "details.filters button").click()
    chosen = [li.text for li in browser.find_elements(By.CSS_SELECTOR, "ul.chosen li span")]
    assert chosen == ["Ukraine", "occurred", "2025"]
    headings = [h.text for h in browser.find_elements(By.CSS_SELECTOR, ".day h2")]
    assert headings
    assert all(h.endswith("2025") for h in headings)
    statuses = {s.text for s in browser.find_elements(By.CSS_SELECTOR, "article.event .status")}
    assert statuses == {"✓ occurred"}
    before = browser.find_element(By.CSS_SELECTOR, ".count").text
    browser.refresh()
    assert browser.find_element(By.CSS_SELECTOR, ".count").text == before
    browser.find_element(By.CSS_SELECTOR, "a[aria-label='Remove the filter occurred']").click()
    assert [li.text for li in browser.find_elements(By.CSS_SELECTOR, "ul.chosen li span")] == [
        "Ukraine",
        "2025",
    ]


def test_bars_lead_to_a_year_and_to_a_month(browser, server):  # noqa: F811
    browser.get(server)
    years = browser.find_element(By.CSS_SELECTOR, "ol[aria-label=Years]")
    years.find_elements(By.TAG_NAME, "a")[-1].click()
    assert "date=2025" in browser.current_url
    months = browser.find_element(By.CSS_SELECTOR, "ol[aria-label=Months]")
    months.find_elements(By.TAG_NAME, "a")[4].click()
    assert "date=2025-05" in browser.current_url
    assert text(browser, ".day h2").endswith("May 2025")


def test_from_an_actor_to_whom_they_met_and_what_was_said(browser, server):  # noqa: F811
    browser.get(f"{server}/actor/vladimir-putin")
    assert browser.find_element(By.ID, "met")
    browser.find_element(By.CSS_SELECTOR, "section[aria-labelledby=met] tbody a").click()
    assert "Vladimir Putin and" in text(browser, "h1")
    assert browser.find_elements(By.CSS_SELECTOR, "article.event")
    browser.get(f"{server}/actor/sergey-lavrov")
    browser.find_element(By.CSS_SELECTOR, "section[aria-labelledby=said] .source a[href*=article]").click()
    assert "#s-" in browser.current_url


def test_what_was_known_on_a_day(browser, server):  # noqa: F811
    browser.get(f"{server}/?as_of=2025-05-14&date=2025-05")
    assert "What was known at the end of 2025-05-14" in text(browser, ".note")
    then = {e.text for e in browser.find_elements(By.CSS_SELECTOR, "article.event .status")}
    assert any("planned" in status or "proposed" in status for status in then)
    browser.find_element(By.LINK_TEXT, "Show what is known now").click()
    assert "as_of" not in browser.current_url


def test_what_changed_and_what_is_to_come(browser, server):  # noqa: F811
    browser.get(f"{server}/changes")
    assert browser.find_element(By.CSS_SELECTOR, "article.event del").text
    browser.find_element(By.LINK_TEXT, "Upcoming").click()
    field = browser.find_element(By.NAME, "from")
    browser.execute_script("arguments[0].value = '2025-05-01'", field)
    field.submit()
    assert "from=2025-05-01" in browser.current_url
    assert {e.text.split()[1] for e in browser.find_elements(By.CSS_SELECTOR, ".status")} <= {
        "planned",
        "proposed",
    }


@pytest.mark.parametrize("path", [*PAGES, "/kb", "/kb/timeline", "/kb/events", "/kb/search?words=talks"])
def test_pages_ask_nothing_of_other_hosts(browser, server, ids, path):  # noqa: F811
    browser.get(server + path.format(**ids))
    asked = browser.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
    assert all(address.startswith((server, "data:")) for address in asked)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_hinders_a_screen_reader_or_keyboard(browser, server, ids, path):  # noqa: F811
    browser.get(server + path.format(**ids))
    found = Axe().run(browser)["violations"]
    assert [(v["id"], v["impact"], v["nodes"][0]["html"]) for v in found] == []


@pytest.mark.parametrize("path", PAGES)
def test_pages_can_be_read_on_a_phone(browser, server, ids, path):  # noqa: F811
    size = {"width": 360, "height": 780, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        browser.get(server + path.format(**ids))
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 360
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_a_missing_page_says_so(server):  # noqa: F811
    code, html = refused(f"{server}/event/none")
    assert code == 404
    assert "There is nothing called “none” in this database." in html

"""A course made by Sphinx: the script once here, a tag in any page (index.rst)."""
project = 'Digits'
html_theme = 'alabaster'
html_theme_options = {'page_width': '1280px', 'body_max_width': 'none'}
html_js_files = [('https://your.host/inkgrad/inkgrad.js', {'defer': 'defer'})]

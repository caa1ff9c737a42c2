# Two stages: what builds the package stays behind. The base is any Python >= 3.11 on Debian.
ARG PYTHON=python:3.13-slim

FROM ${PYTHON} AS build
# Behind a proxy that re-signs TLS: the bundle that pip and npm should trust, mounted by the builder.
ARG PIP_CERT
ARG NODE_EXTRA_CA_CERTS
RUN python -m venv /opt/daybook
WORKDIR /src
# The dependencies first: an edit of our own files does not fetch them again.
COPY pyproject.toml ./
RUN python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], sep='\n')" > /tmp/requirements \
    && /opt/daybook/bin/pip install --no-cache-dir --disable-pip-version-check -r /tmp/requirements
COPY README.md ./
COPY app ./app
COPY migrations ./migrations
RUN /opt/daybook/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps . \
    && /opt/daybook/bin/pip uninstall -q -y pip

FROM ${PYTHON}
# By hand, since Debian 13's small image has no useradd. libpq wants a name for the user it runs as.
RUN echo 'daybook:x:10001:10001::/data:/usr/sbin/nologin' >> /etc/passwd \
    && echo 'daybook:x:10001:' >> /etc/group \
    && install -d -o daybook -g daybook /data
COPY --from=build /opt/daybook /opt/daybook
# Unbuffered: a log line that matters is not lost with the process. Nothing is written beside /data.
ENV PATH=/opt/daybook/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DAYBOOK_DATABASE_URL=sqlite:////data/daybook.db \
    DAYBOOK_LOG_FORMAT=json
WORKDIR /data
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD ["python", "-c", "from urllib.request import *; build_opener(ProxyHandler({})).open('http://127.0.0.1:8000/readyz', timeout=2)"]
# No shell in between, so SIGTERM reaches the server, which gives open connections three seconds.
CMD ["daybook", "serve", "--host", "0.0.0.0"]

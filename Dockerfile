# One image for web, worker and beat; which of them it is, the command says.
FROM python:3.12-slim-bookworm

RUN apt-get update \
    && apt-get install -y --no-install-recommends make postgresql-client \
       libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libfontconfig1 fonts-liberation \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 bulletin \
    && install -d -o bulletin -g bulletin /bulletin /data

USER bulletin
WORKDIR /bulletin
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 REQUIREMENTS=requirements.txt VAR_DIR=/data

# The packages first: they change less often than the code.
COPY --chown=bulletin:bulletin Makefile requirements.txt ./
RUN make setup

COPY --chown=bulletin:bulletin . .
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["make", "web"]

# Wenjin on a machine without a GPU: versions from constraints.txt, no compiler and no root in the image that runs.
# docker build -t wenjin .
ARG PYTHON_VERSION=3.11

FROM python:${PYTHON_VERSION}-slim AS build
# PyTorch's CPU builds: a tenth of the size of the default ones, which are the fall-back.
ARG TORCH_CPU_INDEX=https://download.pytorch.org/whl/cpu
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /opt/wenjin
RUN python -m venv .venv
ENV PATH=/opt/wenjin/.venv/bin:$PATH
COPY constraints.txt pyproject.toml README.md LICENSE NOTICE ./
# Packages first and the code after: a change to the code does not install them anew. Every version is that of constraints.txt.
# hadolint ignore=DL3013
RUN torch="$(grep '^torch==' constraints.txt)" \
 && { pip install --no-deps --index-url "$TORCH_CPU_INDEX" "$torch" || pip install --no-deps "$torch"; } \
 && mkdir rag ingest evals ui \
 && pip install -c constraints.txt -e ".[llm,ocr]"
COPY rag rag
COPY ingest ingest
COPY evals evals
COPY ui ui
COPY corpus corpus
COPY deploy/start deploy/start
# Compiled here, since nothing can be written there; `var`, where everything that changes is kept, is the volume.
RUN python -m compileall -q rag ingest evals ui && ln -s /data var

FROM python:${PYTHON_VERSION}-slim
# Debian's own versions: the base image fixes the release, and security updates shall come in with each build.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-chi-sim tesseract-ocr-chi-tra \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --system --gid 10001 wenjin \
 && useradd --system --uid 10001 --gid wenjin --home-dir /data --no-create-home --shell /usr/sbin/nologin wenjin \
 && install -d -o wenjin -g wenjin -m 0750 /data
COPY --from=build /opt/wenjin /opt/wenjin
ENV PATH=/opt/wenjin/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HF_HUB_OFFLINE=1 \
    HOME=/data \
    WENJIN_HOST=0.0.0.0 \
    WENJIN_PORT=7860
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 7860
# The first start writes the index, which takes a minute or two, and many more on a busy machine; the first success ends the start.
HEALTHCHECK --interval=30s --timeout=12s --start-period=900s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as web; web.urlopen(f'http://127.0.0.1:{os.environ[\"WENJIN_PORT\"]}/healthz', timeout=11)"]
ENTRYPOINT ["/opt/wenjin/deploy/start"]

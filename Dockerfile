FROM python:3.11-slim
WORKDIR /srv/cellblock
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt && useradd --system --home /srv/cellblock cellblock
COPY . .
# The machine is compiled by a node that is not needed afterwards. Its copy outlives the volume of all engines that hides it.
RUN pip install --no-cache-dir -r requirements-node.txt \
    && CELLBLOCK_ENV=local python manage.py machine_bundle && CELLBLOCK_ENV=local python manage.py collectstatic --noinput -v0 \
    && pip uninstall --yes -r requirements-node.txt \
    && cp -r build/static/machine build/machine && chown -R cellblock build && mkdir -p var && chown cellblock var
USER cellblock
EXPOSE 8000
CMD ["sh", "-c", "mkdir -p ${PROMETHEUS_MULTIPROC_DIR:-/tmp/metrics} && cp -rn build/machine/. build/static/machine/ && python manage.py migrate --noinput && exec uvicorn jailsite.asgi:application --host 0.0.0.0 --port 8000 --workers ${WORKERS:-2} --ws websockets-sansio --ws-max-size 4194304 --ws-per-message-deflate false --proxy-headers --forwarded-allow-ips '*' --lifespan on --timeout-graceful-shutdown 10 --log-level warning --no-server-header"]

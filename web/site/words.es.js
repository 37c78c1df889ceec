// words.js en español.
export const words = {
  page_title: 'Inkgrad: dibuja un dígito, entrena una red',
  page_canvas: 'Inkgrad: dibuja un dígito, mira cómo se lee, entrena una red',
  page_help: 'Un lienzo con diez barras de probabilidad y un panel de entrenamiento. Pulsa ? para ver las teclas, F6 para todos los controles y textos en una página sencilla.',
  page_outline: 'Todos los controles y textos',
  page_progress: 'Cargando',
  page_loading: 'Cargando…',
  page_late: '¿Todavía nada? Vuelve a cargar la página o prueba un Chrome, Edge, Firefox o Safari reciente.',
  page_close: 'Cerrar',
  page_drop: 'Suelta aquí un modelo (.safetensors) para leer con él, o dígitos propios: imágenes, fotos, trazos (.jsonl), IDX',
  page_picker: 'Abrir un modelo (.safetensors) o dígitos: imágenes, .jsonl, IDX',

  reload: 'Recargar',
  try_again: 'Reintentar',

  no_webassembly: (missing) => `A este navegador le falta ${missing}, que las redes de esta página necesitan. ` +
    'Usa Chrome o Edge 95, Firefox 114, Safari 16.4 o más recientes.',
  no_webgl2: 'Este navegador no ofrece WebGL2, que hace falta para dibujar aquí. Activa la aceleración por hardware en sus ' +
    'ajustes, actualiza el controlador gráfico o usa otro navegador.',

  bad_catalogue: (tag) => `Los textos en el idioma «${tag}» no se pueden leer; la consola dice por qué.`,
  loaded: (bytes) => `${(bytes / 1e6).toFixed(1)} MB`,
  not_started: (why) => `La página no ha podido empezar: ${why}`,
  no_window: 'no ha podido abrir su ventana; la consola dice por qué. Actualiza el navegador o su controlador gráfico.',
  no_memory: 'No queda memoria: cierra otras pestañas y recarga la página.',
  graphics_lost: 'El navegador le ha quitado la tarjeta gráfica a esta página. Tu dibujo y el entrenamiento se conservan: ' +
    'la imagen volverá sola con la tarjeta. Al recargar se empieza de nuevo.',
  graphics_gone: 'No se ha podido recuperar la imagen.',
  read_as: (digit, percent) => `Leído como ${digit}, seguro al ${percent} por ciento`,

  outline_title: 'Inkgrad, como página sencilla',
  outline_back: 'Volver al lienzo (F6)',
  outline_draw: 'Dibujar',
  outline_digit: (digit) => `Dibujar un ${digit}`,
  outline_clear: 'Borrar el dibujo',
  outline_pen: 'Lápiz sobre una cuadrícula de 28 por 28: las flechas lo mueven, la barra espaciadora lo baja o lo levanta',
  outline_pen_at: (column, row, down) => `columna ${column + 1}, fila ${row + 1}, lápiz ${down ? 'abajo' : 'arriba'}`,
  outline_epoch: (epoch, percent) => `Época ${epoch}, exactitud del ${percent} por ciento`,
  outline_table: (name) => `${name}: como tabla`,
  outline_caption: (name, told, points) => (told < points ? `${name}: ${told} de ${points} puntos, repartidos por igual` : name),
  outline_number: (name) => `${name}, como número`,

  link_copied: 'El enlace se ha copiado.',
  link_in_address: 'El enlace está en la barra de direcciones: cópialo de ahí.',
  link_unreadable: (why) => `Este enlace no se puede leer: ${why}.`,
  drawing_damaged: 'el dibujo está dañado',

  models_missing: 'La lista de modelos entrenados no ha llegado. Recarga la página o entrena uno aquí.',
  model_missing: (name) => `El modelo ${name} no ha llegado. Recarga la página o entrena uno aquí.`,
  a_model: 'un modelo',
  a_picture: 'una imagen',
  digits_file: 'un archivo de dígitos',
  too_large: (name, what, megabytes) => `${name} es demasiado grande para esta página: ${what} puede tener hasta ${megabytes} MB.`,
  no_picture: (name) => `${name}: este navegador no puede leerlo como imagen. Guárdalo como JPEG o PNG.`,
  unreadable: (name, why) => `No se ha podido leer ${name}: ${why}. Inténtalo otra vez.`,
  keeps_nothing: 'Este navegador no guarda nada entre visitas: guarda tus dígitos antes de irte.',
  no_room: 'Este navegador no tiene sitio para tus dígitos más nuevos: guárdalos antes de irte o borra algunos.',

  server_answered: (status) => `el servidor ha respondido ${status}`,
  no_network: 'la red no ha respondido',
  not_arrived: (name, why) => `${name} no ha llegado (${why}).`,
  broke_off: (name) => `${name} se ha cortado por el camino.`,
  check_connection: (what) => `${what} Comprueba la conexión e inténtalo otra vez.`,
  mnist_arriving: (here, whole) => `MNIST: ${here} de ${whole} MB`,
  engine_not_started: (why) => `El motor no ha arrancado: ${why}.`,
  engine_no_memory: (bytes) => `no hay memoria para ${bytes} bytes; cierra otras pestañas y recarga`,
  training_stopped: (why) => `El entrenamiento se ha parado: ${why}. Recarga la página para seguir.`,
  worker_not_started: 'En este navegador no se puede entrenar: su worker no ha arrancado. Recarga o prueba un navegador reciente.',
  message_lost: 'Se ha perdido un mensaje del worker que entrena. Recarga la página.',

  refused: (why) => `Se ha rechazado un mensaje: ${why}.`,
  no_model: (name) => `${name} no es un modelo que se pueda leer aquí.`,
  no_embedded_picture: 'El navegador no da ninguna imagen de esta página.',

  the_gpu: 'la GPU',
  no_answer: (what, seconds) => `${what}: sin respuesta tras ${seconds} s`,
  gpu_gone: 'la GPU ya no está disponible',
};
